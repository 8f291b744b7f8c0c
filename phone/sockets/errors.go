package sockets

import (
	"errors"
	"fmt"

	"tvslab/capf"
	"tvslab/phone"
	"tvslab/phonetls"
	"tvslab/registration"
	"tvslab/tftpd"
	"tvslab/tvs"
)

// mapped is a table from what a client met to what a phone calls it.
type mapped []struct{ met, called error }

func (m mapped) of(err error) error {
	for _, e := range m {
		if errors.Is(err, e.met) {
			return e.called
		}
	}
	return nil
}

var fetchErrors = mapped{
	{tftpd.ErrNotFound, phone.ErrNotFound},
	{tftpd.ErrUnavailable, phone.ErrUnavailable},
	{tftpd.ErrUnreachable, phone.ErrUnreachable},
	{phone.ErrUnreachable, phone.ErrUnreachable},
	{tftpd.ErrTimeout, phone.ErrTimeout},
	{tftpd.ErrTooLarge, phone.ErrTooLarge},
}

// asPhoneError leaves out addresses and system errors: a phone does not tell them. The servers' log has them.
func asPhoneError(err error) error {
	if called := fetchErrors.of(err); called != nil {
		return called
	}
	return fmt.Errorf("%w: %w", phone.ErrTimeout, err)
}

// asTVSError says what went wrong without addresses and system errors.
func asTVSError(server string, err, refusal error) error {
	return inWords("tvs "+server, err, refusal, tvs.ErrUnreachable, tvs.ErrServerCertificate)
}

// asCAPFError is asTVSError of CAPF.
func asCAPFError(server string, err, refusal error) error {
	return inWords("capf "+server, err, refusal, capf.ErrUnreachable, capf.ErrServerCertificate)
}

// inWords keeps of an error its class, and what the phone itself said about the server's certificate.
func inWords(who string, err, refusal error, classes ...error) error {
	for _, class := range classes {
		switch {
		case !errors.Is(err, class):
		case refusal != nil:
			return fmt.Errorf("%s: %w: %w", who, class, refusal)
		default:
			return fmt.Errorf("%s: %w", who, class)
		}
	}
	return err
}

var registrationErrors = mapped{
	{registration.ErrUnreachable, phone.ErrUnreachable},
	{phonetls.ErrUnknownCA, phone.ErrUnknownCA},
	{phonetls.ErrExpired, phone.ErrCertificateExpired},
	{phonetls.ErrNoCertificate, phone.ErrNoCertificate},
	{registration.ErrAnswer, phone.ErrTimeout},
}

// asRegistrationError leaves what the phone said about the call manager's certificate, and a refusal, as they are.
func asRegistrationError(err error) error {
	if called := registrationErrors.of(err); called != nil {
		return called
	}
	return err
}
