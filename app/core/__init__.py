"""What knows no business: the database, money, texts, languages, jobs, errors, the clock."""
