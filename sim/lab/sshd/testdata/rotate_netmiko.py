"""A rotation by netmiko, whose device type for shells that it does not know is terminal_server."""
import os
import sys

from netmiko import ConnectHandler

for address in sys.argv[3:]:
    node = ConnectHandler(device_type="terminal_server", host=address, port=int(sys.argv[1]), username=sys.argv[2],
                          password=os.environ["PASSWORD"])

    def typed(command, until):
        node.write_channel(command + "\n")
        return node.read_until_pattern(pattern=until)

    typed("", "admin:")
    screen = typed("set cert regen TVS", r"yes\|no")
    screen += typed("yes", "Regenerated Certificate for TVS")
    screen += typed("utils service restart Cisco Trust Verification Service", "STARTED")
    screen += node.send_command("show version active", expect_string=r"admin:$", strip_prompt=False)
    if "unsuccessfully" in screen or "Active Master Version" not in screen:
        raise SystemExit(screen)
    node.disconnect()
