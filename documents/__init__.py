"""Stored files, the upload guard, the PDF child process, fonts, and the XLSX, DOCX and SVG writers."""
