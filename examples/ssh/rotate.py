#!/usr/bin/env python3
"""Replaces the TVS certificate of nodes by paramiko, as an administrator would type it.

    PASSWORD=tvslab ./rotate.py 22 admin 127.77.0.1 127.77.0.2
"""
import os
import re
import sys

import paramiko

COMMANDS = (
    "set cli pagination off",
    "set cert regen TVS",
    "utils service restart Cisco Trust Verification Service",
    "show cert list own",
)
PROMPT = re.compile(r"\nadmin:$")
QUESTION = re.compile(r"\(yes\|no\)\? $")


def read_until(channel, *patterns):
    """Reads until the screen ends with one of the patterns; returns it and which."""
    text = ""
    while True:
        data = channel.recv(4096)
        if not data:
            raise EOFError("the node hung up: %r" % text)
        text += data.decode().replace("\r\n", "\n")
        for i, pattern in enumerate(patterns):
            if pattern.search(text):
                return text, i


def rotate(address, port, user, password):
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(address, port=port, username=user, password=password, look_for_keys=False, allow_agent=False)
    channel = client.invoke_shell(term="vt100", width=200, height=50)
    channel.settimeout(60)
    read_until(channel, PROMPT)
    for command in COMMANDS:
        channel.sendall(command + "\n")
        screen, which = read_until(channel, PROMPT, QUESTION)
        if which == 1:
            channel.sendall("yes\n")
            more, _ = read_until(channel, PROMPT)
            screen += more
        if "Executed command unsuccessfully" in screen:
            raise SystemExit("%s: %s" % (address, screen))
        print(screen)
    client.close()


if __name__ == "__main__":
    for node in sys.argv[3:]:
        rotate(node, int(sys.argv[1]), sys.argv[2], os.environ["PASSWORD"])
