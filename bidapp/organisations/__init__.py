"""Forces, PCC offices, universities and others, with their dates; consortia and their dated members; themes."""
