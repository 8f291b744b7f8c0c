package reading

// phoneMeanings are elements of CUCM's own files that have nothing to do with trust: the file that a CUCM wrote for a 7821 has them.
// What an element is for follows from its name and from the field of CUCM's pages that is called so; values that no document
// explains are not put into words.
var phoneMeanings = map[string]meaning{
	"/@type":  {text: "kind of the element in CUCM's schema; its prefix is declared nowhere, and phones do not mind"},
	"/@ctiid": {text: "number of the device for applications"},
	"/@uuid":  {text: "the device in CUCM's database"},

	"/portalDefaultServer":            {text: "first server of the phone"},
	"/ipAddressMode":                  {text: "IP versions of the phone"},
	"/allowAutoConfig":                {text: "the phone may make its own IPv6 address", words: truth},
	"/dadEnable":                      {text: "looks for another host with its IPv6 address", words: truth},
	"/redirectEnable":                 {text: "takes ICMPv6 redirects", words: truth},
	"/echoMultiEnable":                {text: "answers echo requests to groups over IPv6", words: truth},
	"/ipPreferenceModeControl":        {text: "IP version of signalling"},
	"/ipMediaAddressFamilyPreference": {text: "IP version of media"},

	"/tzdata/tzolsonversion":        {text: "version of the time zones that the server has"},
	"/tzdata/tzupdater":             {text: "file with time zones that is fetched"},
	"/mlppDomainId":                 {text: "domain of multilevel precedence and preemption"},
	"/mlppIndicationStatus":         {text: "multilevel precedence and preemption"},
	"/preemption":                   {text: "multilevel precedence and preemption"},
	"/executiveOverridePreemptable": {text: "multilevel precedence and preemption", words: truth},

	"/devicePool/@uuid":                     {text: "the device pool in CUCM's database"},
	"/devicePool/name":                      {text: "device pool"},
	"/devicePool/revertPriority":            {text: "how the phone goes back to the first call manager"},
	"/devicePool/connectionMonitorDuration": {text: "seconds that a call manager must be back before the phone returns from SRST"},

	"/MissedCallLoggingOption": {text: "which missed calls are listed, line by line"},
	"/commonConfig/webAccess":  {text: "the phone's web pages, of the common phone profile", words: disabled},
	"/commonConfig/sshAccess":  {text: "SSH to the phone, of the common phone profile", words: disabled},
	"/commonConfig/*":          {text: "product-specific setting of the common phone profile"},

	"/enterpriseConfig/webAccess":   {text: "the phone's web pages, of the whole cluster", words: disabled},
	"/enterpriseConfig/webProtocol": {text: "the phone's web pages, of the whole cluster", words: webProtocols},
	"/enterpriseConfig/*":           {text: "product-specific setting of the whole cluster"},

	"/idleTimeout":              {text: "seconds until the idle URL is shown"},
	"/secureUDSUsersAccessURL":  {text: "directory of users, over HTTPS"},
	"/dscpForSCCPPhoneConfig":   {text: "DSCP of packets, shifted by two bits"},
	"/dscpForSCCPPhoneServices": {text: "DSCP of packets, shifted by two bits"},
	"/dscpForCm2Dvce":           {text: "DSCP of packets, shifted by two bits"},

	"/dialToneSetting":                     {text: "dial tone inside and outside"},
	"/dndCallAlert":                        {text: "how a call alerts while do not disturb is on"},
	"/phonePersonalization":                {text: "users may have their own pictures and ring tones"},
	"/rollover":                            {text: "where a second call goes"},
	"/singleButtonBarge":                   {text: "barge with one key"},
	"/joinAcrossLines":                     {text: "join across lines"},
	"/autoCallPickupEnable":                {text: "call pickup without a second key", words: truth},
	"/blfAudibleAlertSettingOfIdleStation": {text: "tone of the busy lamp field while idle"},
	"/blfAudibleAlertSettingOfBusyStation": {text: "tone of the busy lamp field while busy"},
	"/advertiseG722Codec":                  {text: "whether G.722 is offered"},
	"/mobility/*":                          {text: "mobility: numbers and codes"},
	"/userId":                              {text: "user of the phone"},
	"/ownerId":                             {text: "owner of the phone"},
	"/userId/@serviceProfileFile":          {text: "file with the service profile of the user; soft clients fetch it"},
	"/ownerId/@serviceProfileFile":         {text: "file with the service profile of the owner; soft clients fetch it"},

	"/sipProfile/sipLines/line/@button":      {text: "key of the phone"},
	"/sipProfile/sipLines/line/@lineIndex":   {text: "number of the line"},
	"/sipProfile/sipLines/line/featureID":    {text: "what the key is for", words: map[string]string{"9": "line", "2": "speed dial"}},
	"/sipProfile/sipLines/line/featureLabel": {text: "label of the key"},
	"/sipProfile/sipLines/line/name":         {text: "directory number of the line"},
	"/sipProfile/sipLines/line/contact":      {text: "user in the Contact of the line's REGISTER"},
	"/sipProfile/sipLines/line/authName":     {text: "user of digest authentication"},
	"/sipProfile/sipLines/line/authPassword": {text: "password of digest authentication"},
}
