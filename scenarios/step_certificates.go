package scenarios

// Regeneration is the argument of regenerate.
type Regeneration struct {
	Pos         Pos
	Certificate Names    `yaml:"certificate" need:"true" doc:"Certificate stores, for example CallManager or TVS."`
	Nodes       Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// SelfSigned is the argument of generate-self-signed. What is not written
// is as the release's page proposes it.
type SelfSigned struct {
	Pos          Pos
	Certificate  Names    `yaml:"certificate" need:"true" doc:"Certificate stores, for example CallManager."`
	Nodes        Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
	Distribution Name     `yaml:"distribution" enum:"this-server multi-server" doc:"One certificate for this server (when absent) or for all."`
	KeyLength    int      `yaml:"key-length" range:"256..8192" doc:"Length of the key in bits."`
	Validity     int      `yaml:"validity" range:"1..100" doc:"Validity period in years."`
	Hash         Name     `yaml:"hash" enum:"SHA1 SHA256 SHA384 SHA512" doc:"Hash algorithm of the signature."`
}

// CSR is the argument of generate-csr.
type CSR struct {
	Pos          Pos
	Store        Name     `yaml:"store" need:"true" doc:"Certificate purpose: an identity store, for example tomcat."`
	Nodes        Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
	Distribution Name     `yaml:"distribution" enum:"this-server multi-server" doc:"For this server (when absent) or for all servers."`
	KeyLength    int      `yaml:"key-length" range:"256..8192" doc:"Length of the key in bits."`
	Hash         Name     `yaml:"hash" enum:"SHA1 SHA256 SHA384 SHA512" doc:"Hash algorithm of the request."`
	Names        Names    `yaml:"alternative-names" doc:"Subject alternative names beside those CUCM puts in."`
}

// multiServer is the distribution of one certificate for all servers.
const multiServer = "multi-server"

// StoreChange is the argument of upload and delete-certificate. What a
// certificate reference may be, the runner says.
type StoreChange struct {
	Pos         Pos
	Store       Name     `yaml:"store" need:"true" doc:"Certificate store, for example CallManager-trust."`
	Certificate Name     `yaml:"certificate" need:"true" doc:"Which certificate: NODE/STORE, signed:NODE/STORE, NODE/STORE@BACKUP, a lab CA or a token; to delete, also common name, file name or serial."`
	Nodes       Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// Reuse is the argument of reuse-certificate.
type Reuse struct {
	Pos  Pos
	Node Name `yaml:"node" need:"true" doc:"The node with the multi-server tomcat certificate."`
}
