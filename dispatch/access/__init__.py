"""Who may do what: subjects, the permission map, sessions and tokens, and the audit of reads."""
