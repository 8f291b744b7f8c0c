package capf

import (
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRules(t *testing.T) {
	for name, row := range map[string]struct {
		hex        string
		rule       string
		strictOnly bool
	}{
		"header cut":                 {"5501000000", RuleShort, false},
		"body cut":                   {"5501000000010004070001", RuleShort, false},
		"protocol id":                {"5401000000010000", RuleProtocol, false},
		"element beyond the body":    {"550f000000010004" + "01000201", RuleElement, false},
		"stray bytes":                {"550f000000010006" + "01000101" + "0100", RuleElement, false},
		"element twice":              {"550f000000010008" + "01000101" + "01000107", RuleElement, true},
		"AUTH without device":        {"5502000000010004" + "07000103", RuleMissing, false},
		"AUTH without version":       {"5502000000010005" + "0d00024100", RuleMissing, false},
		"KEYGEN without key":         {"5504000000010000", RuleMissing, false},
		"KEYGEN with reason":         {"5504000000010004" + "01000107", "", false},
		"STORE without certificate":  {"5509000000010004" + "03000101", RuleMissing, false},
		"STORE response empty":       {"550a000000010000", RuleMissing, false},
		"FETCH without certificate":  {"550c000000010004" + "01000101", RuleMissing, false},
		"FETCH with reason 7":        {"550c000000010004" + "01000107", "", false},
		"END with an empty reason":   {"550f000000010003" + "010000", RuleMissing, false},
		"version 2":                  {"5502000000010009" + "07000102" + "0d00024100", RuleVersion, true},
		"device without NUL":         {"5502000000010009" + "07000103" + "0d00024141", RuleText, true},
		"certificate in no wrapper":  {"5509000000010007" + "040004" + "01000200", RuleWrapper, false},
		"inner length":               {"5509000000010009" + "040006" + "010009000130", RuleWrapper, true},
		"unknown element is skipped": {"550f000000010008" + "01000101" + "13000101", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := hex.DecodeString(row.hex)
			require.NoError(t, err)
			_, err = parseMessage(data, false)
			if row.rule == "" || row.strictOnly {
				require.NoError(t, err)
			} else {
				requireRule(t, row.rule, err)
			}
			_, err = parseMessage(data, true)
			if row.rule == "" {
				require.NoError(t, err)
				return
			}
			requireRule(t, row.rule, err)
		})
	}
}

// TestRefusedInDialogue: rules that depend on the state end the session with reason 7 and leave the operation pending.
func TestRefusedInDialogue(t *testing.T) {
	auth := func() *Message {
		return newMessage(AuthResponse, 1).with(TagVersion, 3).with(TagDevice, append([]byte(device), 0)...)
	}
	keygen := func(key ...byte) *Message { return newMessage(KeygenResponse, 1).with(TagPublicKey, key...) }
	other := func(m *Message) *Message { m.Session = 2; return m }
	for name, row := range map[string]struct {
		messages []*Message
		rule     string
	}{
		"other session":            {[]*Message{other(auth())}, RuleSession},
		"response before question": {[]*Message{newMessage(StoreResponse, 1).with(TagReason, 1)}, RuleCommand},
		"AUTH twice":               {[]*Message{auth(), auth()}, RuleCommand},
		"server's command":         {[]*Message{newMessage(AuthRequest, 1)}, RuleCommand},
		"key is none":              {[]*Message{auth(), keygen(1, 2, 3)}, RuleKey},
		"key of other kind":        {[]*Message{auth(), keygen(publicDER(t, KeySpec{Bits: 1024})...)}, RuleKey},
		"key of other curve":       {[]*Message{auth(), keygen(publicDER(t, KeySpec{Curve: "P-384"})...)}, RuleKey},
		"waits without end":        {append([]*Message{auth()}, repeat(newMessage(InProgress, 1), maxWaits+1)...), RuleCommand},
	} {
		t.Run(name, func(t *testing.T) {
			o := withOperation(t, Operation{Kind: Install, Key: KeySpec{Bits: 2048}})
			d := &dialogue{authority: o, session: 1}
			d.open()
			var said *Message
			for _, m := range row.messages {
				said = d.next(m)
			}
			requireRule(t, row.rule, d.err)
			require.Equal(t, EndSession, said.Command)
			require.Equal(t, ReasonInvalid, said.Reason())
			require.Empty(t, o.done)
		})
	}
}

func repeat(m *Message, n int) []*Message {
	list := make([]*Message, n)
	for i := range list {
		list[i] = m
	}
	return list
}

// TestPhoneRefuses: what a phone does not answer.
func TestPhoneRefuses(t *testing.T) {
	begin := newMessage(AuthRequest, 5).with(TagVersion, 3)
	for name, row := range map[string]struct {
		messages []*Message
		rule     string
	}{
		"other session":     {[]*Message{begin, newMessage(FetchRequest, 6)}, RuleSession},
		"no greeting":       {[]*Message{newMessage(FetchRequest, 5)}, RuleCommand},
		"greeting twice":    {[]*Message{begin, begin}, RuleCommand},
		"phone's command":   {[]*Message{begin, newMessage(FetchResponse, 5)}, RuleCommand},
		"store without key": {[]*Message{begin, newMessage(StoreRequest, 5).with(TagCertificate, wrap(nil)...)}, RuleCommand},
		"curve unknown":     {[]*Message{begin, newMessage(KeygenRequest, 5).with(TagKeyType, 1).with(TagCurve, 3)}, RuleKey},
	} {
		t.Run(name, func(t *testing.T) {
			h := &handset{session: handsetSession(t)}
			var err error
			for _, m := range row.messages {
				_, err = h.answer(m)
			}
			requireRule(t, row.rule, err)
		})
	}
}
