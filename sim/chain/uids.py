"""Uids: whose a thing is, then its number there. So a uid depends on nobody else, and luck is keyed by it.

The widths fill 63 bits: 21 for the slot of a project, as many as a scenario may have, then 11, 10, 11 and 10.
"""

from sim.core.compiled import rule

PROJECTS_OF_SLOT = 1 << 11  # numbers come round after as many, when a slot has seen centuries of projects
CONTRACTS_OF_PROJECT = 1 << 10  # whose numbers are used up is not let again
CREW_WEEKS = 1 << 11  # a crew and its claims are closed long before its week comes round
CREWS_OF_WEEK = 1 << 10  # that one contract forms at most; it goes on hiring the week after
NEXT_HOLDER = 1 << 32  # from the uid of a firm or owner to that of who takes its place


@rule
def project_uid(slot_uid, generation):
    """Uid of the project of a slot after so many others."""
    return slot_uid * PROJECTS_OF_SLOT + generation % PROJECTS_OF_SLOT


@rule
def contract_uid(uid_of_project, number):
    """Uid of a project's contract, numbered as they are made."""
    return uid_of_project * CONTRACTS_OF_PROJECT + number


@rule
def crew_uid(uid_of_contract, week, number):
    """Uid of the crew that a contract forms in a week after so many others."""
    return (uid_of_contract * CREW_WEEKS + week % CREW_WEEKS) * CREWS_OF_WEEK + number
