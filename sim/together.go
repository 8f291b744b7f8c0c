package sim

// Together does several operations as one, as a person does who selects several things on a page: when one of them is
// refused, nothing of the others stays.
func (c *Cluster) Together(ops ...func(*Cluster) ([]Event, error)) ([]Event, error) {
	var all []Event
	_, err := c.do(func() error {
		for _, op := range ops {
			events, err := op(c)
			if err != nil {
				return err
			}
			all = append(all, events...)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}
