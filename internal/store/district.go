package store

import (
	"context"

	"shiji/internal/district"
	"shiji/internal/store/queries"
)

// districtStore is the store of package district.
type districtStore struct{ t *Tx }

// districtRow is what the row of a district is called in the chain.
const districtRow = "district"

func (s districtStore) Lock(ctx context.Context) error {
	_, err := s.t.lock(ctx, districtRow)
	return err
}

func (s districtStore) District(ctx context.Context) (district.District, error) {
	d, err := s.t.q.District(ctx, s.t.district)
	return districtOf(d), none(err, district.ErrNone)
}

func districtOf(d queries.District) district.District {
	return district.District{ID: d.ID, Code: d.Code, Name: d.Name, Notice: d.Notice, Today: d.Today}
}

func (s districtStore) Set(ctx context.Context, d district.District) error {
	s.t.vouch(districtRow, d)
	return s.t.q.SetDistrict(ctx, queries.SetDistrictParams{ID: d.ID, Name: d.Name, Notice: d.Notice, Today: d.Today})
}
