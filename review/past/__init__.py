"""Filings, adoptions and instructions of the past, out of spreadsheets. The way of a file stands in organizations/past."""
