package store

import (
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"shiji/internal/errs"
	"shiji/internal/lang"
)

// Refusal is why PostgreSQL doesn't let the program work.
type Refusal int

const (
	OtherRefusal  Refusal = iota // in the server's own words
	NoServer                     // nobody answers
	WrongPassword                // or an unknown account: a server that asks for passwords doesn't tell which
	NoAccount                    // there is none of that name, or it may not come from here
	NoDatabase                   // there is none of that name
	NoRights                     // the account may not do what has to be done
)

// refusals are the reasons by the codes of PostgreSQL.
var refusals = map[string]Refusal{"28P01": WrongPassword, "28000": NoAccount, "3D000": NoDatabase, "42501": NoRights}

// Refused is the error of a PostgreSQL server that can't be used. It never holds a password.
type Refused struct {
	Why                       Refusal
	Server, Account, Database string
	Said                      string // by the server, or by the system if there is no server
}

func (r Refused) Error() string {
	return fmt.Sprintf("store: %s at %s refuses %s: %s", r.Database, r.Server, r.Account, r.Said)
}

// refusedFor are the refusals of a server by their reasons. Their words take what the server said, and names of it.
var refusedFor = map[Refusal]errs.Error{
	OtherRefusal:  errs.Refuse("store.connect", errs.Unavailable, "server.other"),
	NoServer:      errs.Refuse("store.connect", errs.Unavailable, "server.none"),
	WrongPassword: errs.Refuse("store.connect", errs.Forbidden, "server.password"),
	NoAccount:     errs.Refuse("store.connect", errs.Forbidden, "server.account"),
	NoDatabase:    errs.Refuse("store.connect", errs.NotFound, "server.database"),
	NoRights:      errs.Refuse("store.connect", errs.Forbidden, "server.rights"),
}

// Unwrap is the refusal that it is.
func (r Refused) Unwrap() error {
	return refusedFor[r.Why].With(r.Said, r.Account, r.Database, r.Server)
}

// serverOf names a server, an account and a database as they stand in an address.
func serverOf(c *pgx.ConnConfig) Refused {
	return Refused{Server: net.JoinHostPort(c.Host, fmt.Sprint(c.Port)), Account: c.User, Database: c.Database}
}

// reached is why a connection couldn't be made.
func (r Refused) reached(err error) error {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		r.Why, r.Said = refusals[said.Code], said.Message
		return r
	}
	var network *net.OpError
	var name *net.DNSError
	switch {
	case errors.As(err, &name):
		r.Said = name.Error()
	case errors.As(err, &network):
		r.Said = network.Err.Error()
	default:
		r.Said = errors.Unwrap(err).Error()
	}
	r.Why = NoServer
	return r
}

// allowed tells an account's want of rights from whatever else went wrong with the schema.
func (db *DB) allowed(err error) error {
	var said *pgconn.PgError
	if errors.As(err, &said) && refusals[said.Code] == NoRights {
		r := db.server
		r.Why, r.Said = NoRights, said.Message
		return r
	}
	return err
}

// oldestServer is the first version of PostgreSQL that the program is tried on, as the server counts.
const oldestServer = 150000

// Examine looks at everything that an operator should know of. On PostgreSQL it begins with what the server has to
// give, and goes no further where the account lacks rights.
func Examine(ctx context.Context, data string, opt Options) ([]Symptom, error) {
	var out []Symptom
	if IsAddress(data) {
		db, err := connectPostgres(ctx, data, opt)
		if err != nil {
			return nil, err
		}
		var rights bool
		out, rights, err = db.examineServer(ctx)
		if err = errors.Join(err, db.Close()); err != nil || !rights {
			return out, err
		}
	}
	db, err := Open(ctx, data, false, opt)
	if err != nil {
		return out, err
	}
	list, err := db.Examine(ctx)
	return append(out, list...), errors.Join(Damage(data, err), db.Close())
}

// serverFacts asks for what examineServer looks at.
const serverFacts = `
select current_user, current_database(), coalesce(current_schema(), ''), pg_encoding_to_char(encoding), datcollate,
  current_setting('server_version'), current_setting('server_version_num')::int, 'B' < 'a',
  coalesce(has_schema_privilege(current_schema(), 'create'), false),
  (select count(*) from pg_class
   where relnamespace = to_regnamespace(quote_ident(current_schema())) and relkind = 'r'
     and not pg_has_role(relowner, 'usage'))
from pg_database where datname = current_database()`

// examineServer looks at a PostgreSQL database before it is touched: version, encoding, order of texts and rights.
// Facts come in the order of their keys, which is by bytes on SQLite.
func (db *DB) examineServer(ctx context.Context) (out []Symptom, rights bool, err error) {
	var (
		account, database, schema, encoding, locale, version string
		number, others                                       int
		bytewise                                             bool
	)
	err = db.read.QueryRowContext(ctx, serverFacts).
		Scan(&account, &database, &schema, &encoding, &locale, &version, &number, &bytewise, &rights, &others)
	if err != nil {
		return nil, false, err
	}
	say := func(good bool, what, fine, wrong lang.Text) {
		if !good {
			fine = wrong
		}
		out = append(out, Symptom{good, what, fine})
	}
	say(number >= oldestServer, lang.Same("PostgreSQL"), lang.T("版本 %[1]s", "version %[1]s").With(version),
		lang.T("版本 %[1]s 太旧：请换用 %[2]d 或更新版本", "version %[1]s is too old: use %[2]d or newer").
			With(version, oldestServer/10000))

	anew := lang.T("请用 createdb --owner=%[1]s --encoding=UTF8 --template=template0 --locale=C 另建一个库，"+
		"再用 shiji export --all 和 shiji restore 把数据迁过去",
		"make another with createdb --owner=%[1]s --encoding=UTF8 --template=template0 --locale=C, "+
			"and move the data there with shiji export --all and shiji restore").With(account)
	say(encoding == "UTF8", lang.T("字符编码", "encoding"), lang.Same(encoding),
		lang.T("%[1]s，存不下所有汉字：%[2]s", "%[1]s, which can't hold every character: %[2]s").With(encoding, anew))
	say(bytewise, lang.T("文字次序", "order of texts"), lang.T("按字节（%[1]s）", "by bytes (%[1]s)").With(locale),
		lang.T("不按字节（%[1]s），数据的先后会与别处不同：%[2]s",
			"not by bytes (%[1]s), so that facts come in another order than elsewhere: %[2]s").With(locale, anew))

	wrong := lang.T("账号 %[1]s 不能在库 %[2]s 里建表：请管理员执行 alter database %[3]s owner to %[4]s",
		"the account %[1]s may not make tables in the database %[2]s: "+
			"an administrator runs alter database %[3]s owner to %[4]s")
	if rights && others > 0 {
		rights = false
		wrong = lang.T("库 %[2]s 里有 %[5]d 张表属于别的账号：请管理员在该库里执行 reassign owned by 原账号 to %[4]s",
			"%[5]d tables in the database %[2]s belong to another account: "+
				"an administrator runs reassign owned by THAT_ACCOUNT to %[4]s there")
	}
	say(rights, lang.T("权限", "rights"),
		lang.T("账号 %[1]s 可以在模式 %[2]s 里建表", "the account %[1]s may make tables in the schema %[2]s").
			With(account, schema),
		wrong.With(account, database, pgx.Identifier{database}.Sanitize(), pgx.Identifier{account}.Sanitize(), others))
	return out, rights, nil
}
