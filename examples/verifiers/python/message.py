"""One JSON-RPC 2.0 message of MCP as a verifier sees it."""

WITHOUT_USER = {
    "initialize", "server/discover", "ping", "logging/setLevel", "tools/list", "resources/list",
    "resources/templates/list", "prompts/list",
}
NAMED_BY = {
    "tools/call": "name", "prompts/get": "name", "resources/read": "uri",
    "resources/subscribe": "uri", "resources/unsubscribe": "uri",
}


def is_message(value):
    """Whether it is a request, a notification or an answer; a batch is none."""
    if not isinstance(value, dict) or value.get("jsonrpc") != "2.0":
        return False
    has_id = type(value.get("id")) in (str, int, float)
    if "method" in value:
        return (
            isinstance(value["method"], str) and value["method"] != "answer"
            and "result" not in value and "error" not in value
            and isinstance(value.get("params", {}), dict) and (has_id or "id" not in value)
        )
    one = ("result" in value) != ("error" in value) and "params" not in value
    return one and has_id and isinstance(content_of(value), dict)


def content_of(value):
    """What is digested; absent params are an empty object."""
    return next((value[name] for name in ("params", "result", "error") if name in value), {})


def needs_assertion(value):
    """The empty result is what a ping is answered with and says nothing about anybody."""
    if "method" not in value:
        return content_of(value) != {}
    if value["method"].startswith("notifications/"):
        return "id" in value
    return value["method"] not in WITHOUT_USER


def name_of(method, params):
    """What a request is about, by the server's own name; empty where there is no such thing."""
    if method == "completion/complete":
        ref = params.get("ref")
        named = [ref.get("uri"), ref.get("name")] if isinstance(ref, dict) else []
    else:
        named = [params.get("taskId" if method.startswith("tasks/") else NAMED_BY.get(method))]
    return next((text for text in named if isinstance(text, str)), "")
