"""Finding products: one index for words, filters and counts, the same on both databases.

A *term* is anything a product can be found by: a word of its texts, its craft, its country, a band of prices. Each
term keeps the list of public products that have it (its *postings*) and how many they are. A search and a filter are
the same question: products that have one of these terms, and one of those.

    models           the tables
    folding          a text becomes words, a word its stem and its sound; pure
    facts, upkeep    what is true of a product; the index brought into line with it, when a transaction closes
    names            the words by which crafts, places, groups and things are asked for
    understanding    what the words of a question may mean; `spelling` helps where nothing fits
    matching         the products of a question, in order and page by page; how many they are
"""
