"""Every answer and every item of a project as columns: what statistics from scratch rest on."""
