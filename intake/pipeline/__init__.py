"""From the neutral report to the stored one: propose, judge, receive."""
