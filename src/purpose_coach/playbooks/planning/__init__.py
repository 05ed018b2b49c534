"""What code knows of a plan of action: the issue's words, the people, the order, drafts from the playbook."""
