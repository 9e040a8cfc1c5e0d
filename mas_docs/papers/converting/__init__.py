"""Converting: Word papers become PDF by LibreOffice, which gets copies that can reach nothing."""
