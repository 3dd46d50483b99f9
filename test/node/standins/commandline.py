"""The command lines of the programs that are stood in for, from commands.json: what they refuse is refused."""

import json
import re
import sys
from pathlib import Path

COMMANDS = json.loads((Path(__file__).resolve().parent / "commands.json").read_text())


def fail(message, code=1):
    print(f"Error: {message}", file=sys.stderr, flush=True)
    raise SystemExit(code)


def say(message):
    print(message, flush=True)


def parse(program, given):
    """(path of commands, {option: value, or all of them where it is given more than once}, arguments)."""
    node, path, options, arguments, left = COMMANDS[program], [], {}, [], list(given)
    known, clap = dict(node.get("options", {})), COMMANDS[program]["style"] == "clap"
    while left:
        word = left.pop(0)
        if word == "--":
            arguments += left
            break
        if word.startswith("-") and word != "-":
            name, equals, value = word.partition("=")
            name = known[name] if str(known.get(name, "")).startswith("--") else name
            kind = known.get(name) or fail(f"No such option: {name}", 2)
            if kind == "flag":
                value = fail(f"Option '{name}' does not take a value.", 2) if equals else True
            elif not equals:
                if kind != "optional" and (not left or (clap and left[0].startswith("-"))):
                    fail(f"Option '{name}' requires an argument.", 2)
                value = left.pop(0) if left and not (kind == "optional" and left[0].startswith("-")) else ""
            if (kind == "int" and not re.fullmatch(r"-?\d+", value)) or (isinstance(kind, list) and value not in kind):
                fail(f"Invalid value for '{name}': {value!r}", 2)
            options[name] = value if name not in options else [*([options[name]] if isinstance(options[name], str) else options[name]), value]
        elif "commands" in node:
            node = node["commands"].get(word) or fail(f"No such command '{word}'.", 2)
            path.append(word)
            # clap's options are known to all below; click's to their own command.
            known = {**(known if clap else {"--help": "flag"}), **node.get("options", {})}
        else:
            arguments.append(word)
    if "commands" in node and not clap or "--help" in options:
        say(f"Usage: {program} {' '.join(path)} [OPTIONS] COMMAND [ARGS]...")
        raise SystemExit(0)
    if "commands" in node:
        fail("a subcommand is required but one was not provided", 2)
    for name in node.get("required", []):
        if name not in options:
            fail(f"Missing option '{name}'.", 2)
    if len(arguments) < len(node.get("arguments", [])) or len(arguments) > node.get("most", 0):
        fail(f"Missing or unexpected argument: {' '.join(arguments)}", 2)
    return path, options, arguments
