"""Breaking the glass: in an emergency a clinician sees one patient whom policies hide, for a short time and noticed."""
