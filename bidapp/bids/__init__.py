"""Our answers to calls: who leads each, where it stands, and the pipeline of all of them."""
