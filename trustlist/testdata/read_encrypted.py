"""Reads an encrypted configuration without any code of the project: python3 takes the TLVs apart, openssl does the rest.

read_encrypted.py FILE SIGNER_CERTIFICATE DEVICE_KEY prints the plain file, or fails.
"""
import hashlib, os, subprocess, sys, tempfile

CONTAINERS = {3, 7, 9, 16, 17, 21}

def tlvs(data, start, end, found):
    at = start
    while at < end and data[at] != 0x0D:
        tag, length = data[at], int.from_bytes(data[at + 1:at + 3], "big")
        assert at + 3 + length <= end, "element beyond its container"
        found[tag] = (at, data[at + 3:at + 3 + length])
        if tag in CONTAINERS:
            tlvs(data, at + 3, at + 3 + length, found)
        at += 3 + length
        if tag == 2:
            end = min(end, int.from_bytes(found[2][1], "big"))

def openssl(*arguments, stdin=None):
    done = subprocess.run(["openssl", *arguments], input=stdin, capture_output=True)
    assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()
    return done.stdout

path, signer, device = sys.argv[1:]
data = open(path, "rb").read()
found = {}
tlvs(data, 0, len(data), found)
header = int.from_bytes(found[2][1], "big")
digest = {1: "sha1", 3: "sha512"}
with tempfile.TemporaryDirectory() as folder:
    def temporary(name, content):
        name = os.path.join(folder, name)
        with open(name, "wb") as out:
            out.write(content)
        return name
    at, signature = found[12]
    public = temporary("public.pem", openssl("x509", "-in", signer, "-pubkey", "-noout"))
    openssl("dgst", "-" + digest[found[8][1][0]], "-verify", public, "-signature", temporary("signature", signature),
            temporary("signed", data[:at] + data[at + 3 + len(signature):]))
    key = openssl("pkeyutl", "-decrypt", "-inkey", device, "-in", temporary("key", found[25][1]))
    plain = openssl("enc", "-d", "-aes-128-cbc", "-nopad", "-K", key.hex(), "-iv", found[19][1].hex(), stdin=data[header:])
padding = int.from_bytes(found[20][1], "big")
plain, rest = plain[:-padding], plain[-padding:]
assert rest == b"\x0d" * padding, "padding"
assert hashlib.new(digest[found[26][1][0]], plain).digest() == found[27][1], "content hash"
sys.stdout.buffer.write(plain)
