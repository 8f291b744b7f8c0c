package client

import (
	"context"

	"tvslab/sim/lab/api"
)

// WebLink makes a link that lets one browser in to the pages of the lab.
func (l *Lab) WebLink(ctx context.Context) (*api.WebLink, error) {
	return post[api.WebLink](ctx, l, "/v1/web-links", nil)
}
