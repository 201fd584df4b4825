"""From plan and catalog to bytes: views, templates and machine-readable outputs."""
