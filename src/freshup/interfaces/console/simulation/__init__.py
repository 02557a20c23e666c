"""Follow-up on a virtual clock: many stores, many leads, weeks in minutes; judged by somebody who knows no gate."""
