// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {AccountSigner} from "./AccountSigner.sol";
import {PasskeyDevice} from "./PasskeyDevice.sol";

/// @notice Random life of two accounts among six devices and three guardians, most of whose wishes ought to be refused. Beside the registry
/// it keeps its own ledger of who speaks, and counts every answer of the registry that this ledger did not foresee.
contract AccountHandler is AccountSigner {
    uint256 public constant ACCOUNTS = 2;
    uint256 public constant DEVICES = 6;
    uint256 private constant GUARDIANS = 3;
    uint256 private constant FIRST_SECRET = 0xde71ce;
    uint256 private constant FIRST_GUARDIAN = 0x6a4d;
    uint256 private constant DELAY = 3 days;
    uint256 private constant LAPSE = 7 days;

    struct Ghost {
        uint256 speakers;
        address guardian;
        uint256 newDevice;
        uint256 askedAt;
    }

    /// @notice Who speaks for an account by the ghost ledger.
    mapping(uint256 account => mapping(uint256 device => bool speaks)) public speaks;
    mapping(uint256 account => Ghost ghost) public ghosts;
    /// @notice Answers that the ghost ledger did not foresee.
    uint256 public surprises;
    uint256 public recoveries;

    constructor() {
        registry = new AccountRegistry();
        for (uint256 i = 0; i < ACCOUNTS; ++i) {
            speaks[i][i] = true;
            ghosts[i].speakers = 1;
        }
    }

    function core() external view returns (AccountRegistry) {
        return registry;
    }

    function accountAt(uint256 account) public view returns (address) {
        return registry.accountOf(idAt(account));
    }

    function idAt(uint256 device) public pure returns (bytes32) {
        return PasskeyDevice.idOf(FIRST_SECRET + device);
    }

    function add(uint256 account, uint256 by, uint256 added) external {
        (account, by, added) = (account % ACCOUNTS, by % DEVICES, added % DEVICES);
        bool isRight = speaks[account][by] && !speaks[account][added];
        _expect(isRight, _addPasskey(accountAt(account), FIRST_SECRET + by, FIRST_SECRET + added));
        if (!isRight) return;
        speaks[account][added] = true;
        ++ghosts[account].speakers;
    }

    function remove(uint256 account, uint256 by, uint256 removed) external {
        (account, by, removed) = (account % ACCOUNTS, by % DEVICES, removed % DEVICES);
        bool isRight = speaks[account][by] && speaks[account][removed] && ghosts[account].speakers > 1;
        _expect(isRight, _removePasskey(accountAt(account), FIRST_SECRET + by, idAt(removed)));
        if (!isRight) return;
        speaks[account][removed] = false;
        --ghosts[account].speakers;
    }

    function rotate(uint256 account, uint256 by, uint256 removed, uint256 added) external {
        (account, by, removed, added) = (account % ACCOUNTS, by % DEVICES, removed % DEVICES, added % DEVICES);
        bool isRight = speaks[account][by] && speaks[account][removed] && !speaks[account][added];
        _expect(isRight, _rotatePasskey(accountAt(account), FIRST_SECRET + by, idAt(removed), FIRST_SECRET + added));
        if (!isRight) return;
        speaks[account][removed] = false;
        speaks[account][added] = true;
    }

    function setGuardian(uint256 account, uint256 by, uint256 guardian) external {
        (account, by, guardian) = (account % ACCOUNTS, by % DEVICES, guardian % GUARDIANS);
        address named = vm.addr(FIRST_GUARDIAN + guardian);
        _expect(speaks[account][by], _setGuardian(accountAt(account), FIRST_SECRET + by, named));
        if (!speaks[account][by]) return;
        ghosts[account].guardian = named;
        ghosts[account].askedAt = 0;
    }

    function requestRecovery(uint256 account, uint256 guardian, uint256 added) external {
        (account, guardian, added) = (account % ACCOUNTS, guardian % GUARDIANS, added % DEVICES);
        bool isRight = ghosts[account].guardian == vm.addr(FIRST_GUARDIAN + guardian);
        _expect(isRight, _requestRecovery(accountAt(account), FIRST_GUARDIAN + guardian, FIRST_SECRET + added));
        if (!isRight) return;
        ghosts[account].newDevice = added;
        ghosts[account].askedAt = block.timestamp;
    }

    function vetoRecovery(uint256 account, uint256 by) external {
        (account, by) = (account % ACCOUNTS, by % DEVICES);
        bool isRight = speaks[account][by] && ghosts[account].askedAt != 0;
        _expect(isRight, _vetoRecovery(accountAt(account), FIRST_SECRET + by));
        if (isRight) ghosts[account].askedAt = 0;
    }

    function completeRecovery(uint256 account) external {
        account = account % ACCOUNTS;
        Ghost storage ghost = ghosts[account];
        uint256 readyAt = ghost.askedAt + DELAY;
        bool isRight = ghost.askedAt != 0 && block.timestamp >= readyAt && block.timestamp <= readyAt + LAPSE;
        _expect(isRight, _completeRecovery(accountAt(account)));
        if (!isRight) return;
        for (uint256 i = 0; i < DEVICES; ++i) speaks[account][i] = i == ghost.newDevice;
        ghost.speakers = 1;
        ghost.askedAt = 0;
        ++recoveries;
    }

    function pass(uint32 time) external {
        vm.warp(block.timestamp + bound(time, 1 hours, 5 days));
    }

    function _expect(bool foreseen, bool done) private {
        if (foreseen != done) ++surprises;
    }
}
