"""What an agency's own client calls: its inbox. Its answers go to `dispatch.tasks`."""
