package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"agentadapter/app/settings/state"
)

func boardTab(s state.State) app.UI { return app.Div() }
