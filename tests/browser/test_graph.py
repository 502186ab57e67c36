"""The plate diagram on the page: what is lit, and what its nodes say of themselves."""

from playwright.sync_api import expect

from .test_lesson import claims, try_it


def lit(stepper):
    return stepper.host.locator(".node.lit").all_inner_texts()


def said(stepper):
    return stepper.host.locator(".graph .said")


def test_each_half_step_lights_what_it_sets(open_page):
    stepper = open_page("/app?scenario=graph")
    expect(said(stepper)).to_have_text("The E step sets z; changed: z.")
    assert lit(stepper) == ["zi"]
    assert [value for value, _ in claims(stepper).values()] == ["1", "3", "0"]
    assert {verdict for _, verdict in claims(stepper).values()} == {"holds"}
    stepper.press("M step")
    expect(said(stepper)).to_have_text("The M step sets π, μ, Σ; changed: π, μ, Σ.")
    assert lit(stepper) == ["π", "μk", "Σk"]
    stepper.press("Reset")
    expect(said(stepper)).to_have_text("Nothing has been set yet.")
    assert lit(stepper) == []


def test_nodes_explain_themselves_to_eye_and_ear(open_page):
    stepper = open_page("/app?scenario=graph")
    expect(said(stepper)).to_contain_text("changed: z")
    graph = stepper.field("region", "The model as a graph")
    nodes = graph.get_by_role("button")
    expect(nodes).to_have_count(5)
    told = graph.locator(".meaning-of-node")
    for place, begins in enumerate(["weights: how", "hidden", "observed", "mean: where", "cov"]):
        nodes.nth(place).focus()
        expect(told).to_contain_text(begins)
        expect(nodes.nth(place)).to_have_accessible_description(told.inner_text().split(": ", 1)[1])
    expect(nodes.nth(1)).to_have_accessible_name("z i, hidden component, just set")
    # What is observed is shaded, which no other node is while it is not lit.
    shades = nodes.evaluate_all("(all) => all.map((one) => getComputedStyle(one).backgroundColor)")
    assert len({shades[0], shades[1], shades[2]}) == 3
    assert shades[0] == shades[3] == shades[4]


def test_nodes_stand_on_their_arrows_ends(open_page):
    stepper = open_page("/app?scenario=graph")
    for name in ("weights", "z", "x", "means", "covariances"):
        node = stepper.host.locator(f".node.{name}").bounding_box()
        drawing = stepper.host.locator(".drawing").bounding_box()
        assert node["x"] >= drawing["x"] - 1
        assert node["x"] + node["width"] <= drawing["x"] + drawing["width"] + 1
        assert node["y"] + node["height"] <= drawing["y"] + drawing["height"] + 1
        assert abs(node["width"] - node["height"]) < 1


def test_closed_it_is_gone(open_page):
    stepper = open_page()
    before = stepper.marks()
    stepper.field("link", "Beyond EM").click()
    try_it(stepper, "graph")
    stepper.wait_for_cursor(3)
    stepper.page.go_back()
    stepper.wait_for_cursor(0)
    expect(stepper.host.locator(".graph")).to_have_count(0)
    assert stepper.marks() == before
