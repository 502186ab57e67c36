"""What goes over one page's websocket, listened to and held back."""

ASKED = '["do","at"]'


class Wire:
    """What goes over one page's websocket; what the server says can be held back for a while."""

    def __init__(self, page):
        self.sent, self.received, self.held = [], [], []
        self.holding = False
        page.route_web_socket("**/ws*", self._route)

    def _route(self, socket):
        self.socket, server = socket, socket.connect_to_server()

        def to_server(message):
            self.sent.append(message)
            server.send(message)

        def to_page(message):
            if self.holding:
                self.held.append(message)
            else:
                self._deliver(message)

        socket.on_message(to_server)
        server.on_message(to_page)

    def _deliver(self, message):
        self.received.append(message)
        self.socket.send(message)

    def release(self):
        self.holding = False
        for message in self.held:
            self._deliver(message)
        self.held.clear()

    @property
    def asked(self):
        """How often the page has asked for more of the trajectory."""
        return sum(isinstance(message, str) and ASKED in message for message in self.sent)

    @property
    def frames(self):
        return len(self.sent) + len(self.received) + len(self.held)
