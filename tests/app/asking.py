"""Asks a session as a browser does."""

from concurrent.futures import wait

from app.messages import handle


def take_to_the_end(session):
    """Ask for more of a run, as a browser does that shows the last state it has."""
    more = True
    while more:
        [answer] = handle(session, {"do": "at", "run": session.run, "cursor": session.sent})
        more = answer["chunk"] is not None


def worked_out(session, name, options=None):
    """Ask for a tool's work, wait for it, and return the answer."""
    message = {"do": "work", "run": session.run, "name": name, "options": options or {}}
    list(handle(session, message))
    wait([session.jobs._jobs[name].future])
    [answer] = handle(session, message)
    return answer


def result_of(session, name, options=None):
    """Return what a tool's work came to, which is no error."""
    answer = worked_out(session, name, options)
    assert answer["error"] is None
    return answer["result"]
