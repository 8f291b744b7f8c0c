package scenarios

// ServiceChange is the argument of restart, stop, start, activate
// and deactivate.
type ServiceChange struct {
	Pos     Pos
	Service Names    `yaml:"service" need:"true" doc:"Services by their CUCM names, for example Cisco Tftp."`
	Nodes   Selector `yaml:"nodes" need:"true" doc:"On which nodes."`
}

// Parameter is the argument of set.
type Parameter struct {
	Pos       Pos
	Parameter Name   `yaml:"parameter" need:"true" doc:"Enterprise parameter by its CUCM name."`
	Value     Scalar `yaml:"value" need:"true" doc:"The new value."`
}

// Command is the argument of cli.
type Command struct {
	Pos    Pos
	Node   Name     `yaml:"node" need:"true" doc:"The node whose command line is used."`
	Run    Name     `yaml:"run" need:"true" doc:"The command, literally."`
	Answer Names    `yaml:"answer" doc:"Answers to the questions of the command, in order."`
	Output Name     `yaml:"output" doc:"Text that the output must contain."`
	Error  *Refusal `yaml:"error" doc:"true, or text of the refusal: the command must be refused."`
}

// TokenAction is the argument of token.
type TokenAction struct {
	Pos    Pos
	Action Name     `yaml:"action" need:"true" enum:"create-ctl update-ctl add remove set-mixed-mode set-non-secure-mode" doc:"What the CTL client does."`
	Tokens Names    `yaml:"tokens" doc:"The tokens concerned."`
	Signer Name     `yaml:"signer" doc:"The token that signs the file."`
	Error  *Refusal `yaml:"error" doc:"true, or text of the refusal: the CTL client must refuse."`
}
