"""Loading the files of `catalog_seed/`: reference data that stays, and a sample catalogue that can go again."""
