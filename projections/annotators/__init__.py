"""What an annotator's labels tell of the annotator: pure figures over the columns of a project."""
