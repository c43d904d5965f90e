"""Filters of the pages of schemes."""

from django import template

from scoring.wording_base import numeral

register = template.Library()
register.filter("numeral", numeral)
