"""Forces, PCC offices, universities with their dates; consortia with dated members; themes."""
