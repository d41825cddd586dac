"""What a profile shows is counted for the layer that spent it."""

from __future__ import annotations

import cProfile
import json
import sqlite3
from pathlib import Path

from bench.layers import ROOT, by_layer, layer, place, told

OURS = (str(ROOT / "app/core/db.py"), 12, "writing")
JINJA = ("/somewhere/lib/site-packages/jinja2/runtime.py", 262, "call")
LIBRARY = ("/usr/lib/python3.11/json/encoder.py", 1, "encode")


def test_a_function_belongs_to_its_package() -> None:
    assert layer(OURS) == "the bazaar"
    assert layer(JINJA) == layer(("<template>", 1, "root")) == "Jinja2, MarkupSafe"
    assert layer(LIBRARY) == "Python and other libraries"
    assert layer(("~", 0, "<method 'execute' of 'sqlite3.Cursor' objects>")) == "SQLite"


def test_no_folder_of_the_machine_is_told() -> None:
    assert place(OURS) == "app/core/db.py:12 writing"
    assert place(JINJA) == "jinja2/runtime.py:262 call"
    assert place(LIBRARY) == "encoder.py:1 encode"
    assert place(("~", 0, "<built-in method f at 0x7f>")) == "<built-in method f"


def test_what_is_written_in_c_counts_for_its_caller_but_the_database_for_itself() -> None:
    callers = {OURS: (1, 1, 0.5, 0.5), JINJA: (1, 1, 0.25, 0.25)}
    entries = {
        OURS: (1, 1, 1.0, 2.0, {}),
        ("~", 0, "<built-in method builtins.len>"): (2, 2, 0.75, 0.75, callers),
        ("~", 0, "<method 'commit' of 'sqlite3.Connection' objects>"): (1, 1, 2.0, 2.0, {OURS: (1, 1, 2.0, 2.0)}),
    }
    assert by_layer(entries) == {"the bazaar": 1.5, "Jinja2, MarkupSafe": 0.25, "SQLite": 2.0}


def test_the_layers_of_a_real_profile_add_up() -> None:
    connection, profiler = sqlite3.connect(":memory:"), cProfile.Profile()
    profiler.enable()
    for number in range(50):
        json.dumps(connection.execute("SELECT ?", (number,)).fetchall())
    profiler.disable()
    found = told(profiler, 50)
    assert found["layers"]["SQLite"] > 0
    assert abs(sum(found["layers"].values()) - found["whole"]) < 0.2 * found["whole"]
    assert all(not Path(line["where"]).is_absolute() for line in found["lines"])
