"""Every table, imported in one place: what `Base.metadata` knows is what migrations compare with."""

from app.affiliates import channels as _channels
from app.affiliates import group_keys as _keys
from app.affiliates import models as _affiliates
from app.catalog import models as _catalog
from app.catalog import moves as _moves
from app.catalog.finding import models as _finding
from app.catalog.seed import state as _seed
from app.core import jobs_models as _jobs
from app.core import mail as _mail
from app.core import rates as _rates
from app.core import revision as _revision
from app.core.db import Base
from app.enquiries import models as _enquiries
from app.media import models as _media
from app.ordering import desk as _desk
from app.ordering import limits as _limits
from app.ordering import models as _ordering
from app.ordering import passing_on as _passing_on
from app.ordering import thread as _thread
from app.payments import models as _payments

__all__ = ["Base"]

_ = (
    *(_affiliates, _catalog, _channels, _desk, _enquiries, _finding, _jobs, _keys, _limits, _mail, _media),
    *(_moves, _ordering, _passing_on, _payments, _rates, _revision, _seed, _thread),
)

metadata = Base.metadata
