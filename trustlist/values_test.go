package trustlist

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// values is a parsed header or record in the shape of expected.json.
type values map[string]any

func (v values) set(present bool, key string, value any) {
	if present {
		v[key] = value
	}
}

func (v values) requireEqual(t *testing.T, want json.RawMessage) {
	t.Helper()
	got, err := json.Marshal(v)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
}

func orderText(order []uint8) string { return strings.Trim(fmt.Sprint(asInts(order)), "[]") }

func asInts(b []uint8) []int {
	list := make([]int, len(b))
	for i, v := range b {
		list[i] = int(v)
	}
	return list
}

func headerValues(h *Header) values {
	v := values{
		"version": h.Version.String(), "header_length": h.Length, "tlv_order": orderText(h.Order),
		"signer_name": h.SignerName, "ca_name": h.CAName, "serial_number": hex.EncodeToString(h.Serial),
		"digest_algorithm": h.Digest, "signature_algorithm": h.SignatureAlgorithm, "signature_modulus": h.Modulus,
		"signature_offset": h.SignatureOffset, "signature_length": len(h.Signature),
		"signature_value_sha256": hex.EncodeToString(DigestSHA256.sum(h.Signature)),
		"filename":               h.FileName, "padding_bytes": h.Padding,
	}
	v.set(h.SignerVersion != nil, "signer_version", fmt.Sprint(h.SignerVersion))
	v.set(!h.Timestamp.IsZero(), "timestamp", h.Timestamp.Unix())
	if x := h.Encryption; x != nil {
		v["encryption_iv"] = hex.EncodeToString(x.IV)
		v["encryption_iv_unknown"] = elementByte(h, TagIVUnknown)
		v["encryption_padding"] = x.PaddingCount
		v["encryption_key_unknown"] = elementByte(h, TagKeyUnknown)
		v["encryption_key_size"] = x.KeySize
		v["encryption_key_algorithm"] = x.KeyAlgorithm
		v["encryption_key"] = hex.EncodeToString(x.EncryptedKey)
		v["content_hash_algorithm"] = x.ContentDigest
		v["content_hash"] = hex.EncodeToString(x.ContentHash)
	}
	return v
}

func elementByte(h *Header, tag uint8) uint8 {
	e, _ := find(h.Elements, tag)
	return first(e.Value)
}

// roleLabels are the short role names of expected.json.
var roleLabels = map[Role]string{RoleSAST: "SAST", RoleCCM: "CCM", RoleCCMTFTP: "CCM+TFTP", RoleTFTP: "TFTP",
	RoleCAPF: "CAPF", RoleAppServer: "APP-SERVER", RoleTVS: "TVS"}

func recordValues(t *testing.T, vs *vectors, r *Record) values {
	v := values{"offset": r.Offset, "record_length": r.Length, "tlv_order": orderText(r.Order),
		"role": r.Role, "role_name": roleLabels[r.Role]}
	v.set(r.Has(TagDNSName), "dns_name", r.Host())
	v.set(r.Has(TagDNSName), "dns_name_hex", hex.EncodeToString(r.DNSName))
	v.set(r.Has(TagSubject), "subject_name", r.Subject)
	v.set(r.Has(TagIssuer), "issuer_name", r.Issuer)
	v.set(r.Has(TagSerial), "serial_number", hex.EncodeToString(r.Serial))
	v.set(r.Has(TagPublicKey), "public_key_length", len(r.PublicKey))
	v.set(r.Has(TagRecordSignature), "signature_length", len(r.Signature))
	v.set(r.Has(TagHashAlgorithm), "hash_algorithm", r.HashAlgorithm)
	if ip, ok := netip.AddrFromSlice(r.IP); ok {
		v["ip_address"] = ip.String()
	}
	hash := hex.EncodeToString(r.CertHash)
	v.set(r.Has(TagCertHash), "certificate_hash", hash)
	if r.Has(TagCertificate) {
		c, err := r.X509()
		require.NoError(t, err)
		hash = hex.EncodeToString(DigestSHA1.sum(r.Certificate))
		v["certificate_length"] = len(r.Certificate)
		v["certificate_sha1"] = hash
		v["certificate_sha256"] = hex.EncodeToString(DigestSHA256.sum(r.Certificate))
		v["key_algorithm"] = strings.TrimSuffix(strings.Replace(c.PublicKeyAlgorithm.String(), "ECDSA", "EC", 1), " ")
	}
	name := vs.certName(hash)
	v.set(name != "", "certificate", name)
	return v
}

// checkList checks everything that expected.json says about one trust list.
func checkList(t *testing.T, vs *vectors, name string, want listVector) {
	data := vs.file(t, name)
	for _, mode := range []Mode{Strict, Lenient} {
		l, err := Parse(data, mode)
		require.NoError(t, err)
		require.Equal(t, want.Size, l.Size())
		headerValues(&l.Header).requireEqual(t, want.Header)
		require.Len(t, l.Records, len(want.Records))
		for i := range l.Records {
			recordValues(t, vs, &l.Records[i]).requireEqual(t, want.Records[i])
		}
		require.Equal(t, want.SignedDigest, hex.EncodeToString(l.SignedDigest()))
		require.NoError(t, l.Verify())
		require.Equal(t, data, l.Marshal())
	}
	require.Equal(t, data, rebuildList(t, vs, data, want))
}

func TestTrustListVectors(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	require.Len(t, vs.TrustLists, 19)
	for name, want := range vs.TrustLists {
		t.Run(name, func(t *testing.T) { checkList(t, vs, name, want) })
	}
}

// TestExtraVectors checks vectors that are not part of the project, such as
// files captured from a real cluster: the folder has an expected.json of the
// same form as testdata/vectors and any of the files that it describes.
func TestExtraVectors(t *testing.T) {
	dir := os.Getenv("TVSLAB_EXTRA_VECTORS")
	if dir == "" {
		t.Skip("TVSLAB_EXTRA_VECTORS names no folder")
	}
	vs := loadVectors(t, dir)
	checked := 0
	each := func(name string, check func(*testing.T)) {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return
		}
		checked++
		t.Run(name, check)
	}
	for name, want := range vs.TrustLists {
		each(name, func(t *testing.T) { checkList(t, vs, name, want) })
	}
	for name, want := range vs.SignedFiles {
		each(name, func(t *testing.T) { checkSigned(t, vs, name, want) })
	}
	require.Positive(t, checked, "the folder holds none of the files of its expected.json")
}

func checkSigned(t *testing.T, vs *vectors, name string, want signedVector) {
	data := vs.file(t, name)
	for _, mode := range []Mode{Strict, Lenient} {
		s, err := ParseSigned(data, mode)
		require.NoError(t, err)
		require.False(t, s.Encrypted())
		headerValues(&s.Header).requireEqual(t, want.Header)
		require.Len(t, s.Payload, want.PayloadLength)
		require.Equal(t, want.PayloadSHA256, hex.EncodeToString(DigestSHA256.sum(s.Payload)))
		require.Equal(t, want.SignedDigest, hex.EncodeToString(s.SignedDigest()))
		require.NoError(t, s.VerifyWith(vs.cert(t, want.Signer).PublicKey))
		requireRule(t, "S6", s.VerifyWith(vs.cert(t, "unlisted").PublicKey))
		require.Equal(t, data, s.Marshal())
	}
	require.Equal(t, data, rebuildSigned(t, vs, data, want))
}

func TestSignedFileVectors(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	require.Len(t, vs.SignedFiles, 12)
	for name, want := range vs.SignedFiles {
		t.Run(name, func(t *testing.T) { checkSigned(t, vs, name, want) })
	}
}

func TestRejectVectors(t *testing.T) {
	vs := loadVectors(t, vectorDir)
	require.Len(t, vs.Reject, 6)
	for name, want := range vs.Reject {
		for mode, label := range map[Mode]string{Strict: "strict", Lenient: "lenient"} {
			t.Run(name+" "+label, func(t *testing.T) {
				data := vs.file(t, name)
				if strings.HasSuffix(name, ".sgn") {
					s, err := ParseSigned(data, mode)
					require.NoError(t, err)
					requireRule(t, want.Rule, s.VerifyWith(vs.cert(t, "cm2048-pub").PublicKey))
					return
				}
				l, err := Parse(data, mode)
				if err == nil {
					err = l.Verify()
				}
				requireRule(t, want.Rule, err)
			})
		}
	}
}
