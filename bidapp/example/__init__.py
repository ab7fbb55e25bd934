"""The example a newcomer finds: one story of bids, texts and people, told from its loading on."""
