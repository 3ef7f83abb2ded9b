"""The texts that go with the open data: the licence, and how to read the files."""

LICENCE_TEXT = """\
The open data in this folder may be used under the licence

    Creative Commons Attribution 4.0 International (CC BY 4.0)
    https://creativecommons.org/licenses/by/4.0/

Attribution, with the day the data was made (`made_at` in the files):

    VOIKUKKIA availability network, availability of peer support groups, CC BY 4.0

Names, codes and populations of municipalities and areas, postcodes and names of postal areas:
Statistics Finland, CC BY 4.0. Further municipalities of a postcode: Digital and Population Data
Services Agency, building address data, CC BY 4.0.
Points of municipalities: National Land Survey of Finland, CC BY 4.0, and others named in the
project's shared/reference/SOURCES.md.
VOIKUKKIA, Maskrosor and Dandelion are names of the intervention; the licence of the data gives no
right to use them.
"""

README_TEXT = """\
Availability of VOIKUKKIA peer support groups, as open data

availability.json     everything: municipalities, areas, offers, activities
availability.csv      the municipalities only
availability.geojson  the municipalities as points (indicative: administrative centres)
networks.json         the networks that answer, how fresh their word is, whom to contact
find.json             what the finder of the parents' site reads; it names a second file, the places
history.csv           the state of every municipality on every past day
statistics.json       counts of quarters and years, each with its range
statistics.csv        the same counts as a table
statistics.txt        how they are made and read (fi, sv, en)
statistics.xlsx       the same counts as a workbook
coverage.json, .csv   inhabitants within 30 and 60 km of a group, by area; in JSON white spots, too,
                      in CSV the areas' names
report.xlsx, report/  the tables of the national report: one workbook, or a CSV file each
                      (beside every code of an area, a network or a municipality stand its
                      names: name_fi, name_sv)
manifest.json         digest and size of every published file
schema/, openapi.json descriptions for machines
/log/                 the public log: every signed report and every act of the operator
LICENCE.txt           CC BY 4.0

Unknown is not none. `unknown` means that nobody answers for the municipality, or that what was
said is no longer believed; `reason` says why, `since` since which day, as far as anything was ever
known. `none` is a network's own dated word. Time never turns one into the other.

A number that is not known is null in JSON and empty in CSV, never 0. A positive number counts the
groups of all networks that are believed now; a 0 stands only where every network that answers is
believed. A group counts once in any sum, however many municipalities it serves: add up distinct
`offers`, not rows. Groups that carry the name (`groups`) and others (`other_groups`) are counted
apart, remote ones (`remote`: those that take parents) apart from both.

Nothing is valid after its `believed_until`: whoever shows a row later shows it as unknown.

CSV files follow RFC 4180: commas, UTF-8 without a byte order mark, CR LF, one header row. Lists
are joined by a space, null is empty. A cell that a spreadsheet could take for a formula starts
with an apostrophe.

history.csv: one row for each run of days: from `first` to `last`, both included, the municipality
had this state, as it stood at the end of each day in Helsinki. The first day is that of the
ledger's first entry, the last one yesterday; every day in between stands in exactly one run. The
file is computed anew from the ledger with the limits in force (`policy` in availability.json):
when the operator changes them, past days change too. Codes are those of the division of the day.

Everything but the contacts follows from the entries of the public log, the limits in `policy` and
`made_at`. The page "Check the data" says how to check it, and what the check proves.

All instants are UTC to the second; all days are days in Helsinki.
"""
