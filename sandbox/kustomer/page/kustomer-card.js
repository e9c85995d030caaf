// window.Kustomer
