"""The HBW Bazaar: what home-based workers make, and the way to the group that makes it.

Each package knows only those below it; `import-linter` holds the arrows (see pyproject.toml):

    main  worker  cli      wiring: the only places that read settings
    web                    HTTP and nothing else; its surfaces (shop, answer, api, embeds) do not know each other
    outreach               the bazaar on other people's sites: structured data, feeds, sitemap
    enquiries              talking instead of buying, and the offer that makes an order of it
    ordering               from the basket to the parcel
    catalog | payments     what is for sale; money for something payable
    affiliates             the network, its groups, and how to reach them
    media                  photographs
    core                   knows no business: database, money, rates, texts, errors, jobs, languages
"""

__version__ = "0.1.0"
