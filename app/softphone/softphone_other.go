//go:build !js

package softphone

type none struct{}

func (none) Load(string) {}
func (none) Unload()     {}
func (none) Show(bool)   {}

// New gives a softphone that does nothing: outside a browser there is no frame.
func New() Softphone { return none{} }
