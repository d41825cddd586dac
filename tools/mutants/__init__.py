"""Small faults put into the modules money and pieces hang on, one at a time: does a test see it? `make mutants`."""
