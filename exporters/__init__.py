"""What others read: each exporter is a function of checked content."""
