package sim

// ParseCertificate reads a certificate that was not made here, DER encoded, such as one pasted by an administrator. Its
// private key is not known.
func ParseCertificate(der []byte) (*Certificate, error) { return newCertificate("", "", der, nil) }
