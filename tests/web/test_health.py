def test_live_asks_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json() == {"status": "ok"}


def test_ready_needs_a_model(client, db):
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "not ready"})


def test_ready_with_a_model(client, version):
    assert client.get("/readyz").status_code == 200
