"""Words that say nothing about a thing: neither kept in the index nor looked for. Folded, a few for each language."""

from __future__ import annotations

from app.catalog.finding.folding import fold

_BY_LANGUAGE = {
    "en": "a an and are as at be by for from has have her his how i in is it its made me my of on one or our she so"
    " that the their them these they this to was we were which who with you your"
    " buy cheap find looking need online please shop something want",
    "es": "al como con cada de del desde e el ella ellas en es esta este estos la las lo los mi muy nos o para pero"
    " por que se sin son su sus un una unas uno unos y algo barata baratas barato baratos busco comprar quiero",
    "pt": "ao aos as até cada com como da das de do dos e é ela elas em entre esta este eu foi mais mas na nas no"
    " nos nós o os ou para pela pelo por que se sem ser seu sua são um uma umas uns algo comprar procuro quero",
    "de": "aus das dem den der die ein eine einen einer für günstig im kaufen mit oder und von zu zum",
    "fr": "à au aux avec ce ces cette dans de des du elle elles en est et il ils la le les leur leurs mais ne nos"
    " notre nous ou par pas pour que qui sa sans se ses son sont sur un une vous",
    "sw": "cha hii hili huu kwa la ni na ndani sana si vya wa wake wao ya yake yao yetu za zao zetu"
    " kununua nataka natafuta",
    "hi": "और एक का की के को जो तक तो था थी थे ने पर भी में यह ये वह वे से ही है हैं हो हम",
    "ne": "एक का को छ छन् पनि बाट मा ले र लाई हो",
    "ur": "اور ایک اس ان بھی پر تھا تھی تک جو سے کا کو کی کے ہم ہو ہے ہیں میں نے وہ یہ",
    "bn": "আমরা আর এ এই এক এবং ও করা কে জন্য থেকে দিয়ে না হয় হয়ে",
    "ru": "а без в во для до же за и из к как на не но о от по при с со у что это",
    "ar": "الى إلى أو عن على في ما من مع هذا هذه و",
}
STOP_WORDS = frozenset(word for words in _BY_LANGUAGE.values() for word in fold(words).split())

# Things of `same_words.yaml` that say how a thing is or what it is for, never what it is: "red" alone is no answer to
# "red ferrari", but cups are one to "coffee cups".
_HOW = (
    "red blue indigo turquoise green yellow white black grey brown pink purple orange undyed multicoloured striped"
    " handmade handicraft natural small large round set gift baby kitchen wedding christmas home-decor recycled"
)
HOW = frozenset(_HOW.split())
