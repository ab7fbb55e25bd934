"""Each benchmark's one line: `python -m tests.benchmarks`."""

import sys

from tests.benchmarks import (
    bid_list,
    memory,
    reminder_planning,
    section_save,
    sending,
    text_joining,
    word_assembly,
)

if __name__ == "__main__":
    for benchmark in (
        bid_list, word_assembly, section_save, text_joining, reminder_planning, sending, memory,
    ):  # fmt: skip
        sys.stdout.write(benchmark.report() + "\n")
        sys.stdout.flush()
