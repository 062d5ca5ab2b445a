// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {AccountRegistry} from "../../../contracts/account/AccountRegistry.sol";
import {Test} from "../Test.sol";
import {AccountHandler} from "./AccountHandler.sol";

/// @notice What holds after every step of two accounts' random life.
/// @dev Alone it runs as `hardhat test solidity test/solidity/account/*.sol`: the runner fuzzes only what lies in the files it was given.
contract AccountInvariantsTest is Test {
    AccountHandler private _handler;
    AccountRegistry private _registry;

    function setUp() public {
        vm.warp(1_800_000_000);
        _handler = new AccountHandler();
        _registry = _handler.core();
        targetContract(address(_handler));
    }

    /// @notice The handler's actions do what they say, so that the invariants are not about idle accounts.
    function test_handlerActs() public {
        _handler.add(0, 0, 2);
        _handler.add(0, 2, 3);
        _handler.remove(0, 3, 0);
        _handler.rotate(0, 2, 3, 4);
        assert(!_handler.speaks(0, 0) && _handler.speaks(0, 4));
        _handler.setGuardian(0, 2, 1);
        _handler.requestRecovery(0, 1, 5);
        _handler.vetoRecovery(0, 4);
        _handler.completeRecovery(0);
        assert(_handler.recoveries() == 0);
        _handler.requestRecovery(0, 1, 5);
        vm.warp(block.timestamp + 3 days);
        _handler.completeRecovery(0);
        assert(_handler.recoveries() == 1 && _handler.speaks(0, 5) && !_handler.speaks(0, 2));
        invariant_speakersAreThoseOfTheLedger();
        invariant_noSurprises();
    }

    /// @notice A passkey speaks for an account exactly when a passkey that spoke brought it in and nobody took it out.
    function invariant_speakersAreThoseOfTheLedger() public view {
        for (uint256 account = 0; account < _handler.ACCOUNTS(); ++account) {
            address at = _handler.accountAt(account);
            for (uint256 device = 0; device < _handler.DEVICES(); ++device) {
                assert(_registry.isPasskeyOf(at, _handler.idAt(device)) == _handler.speaks(account, device));
            }
        }
    }

    /// @notice An account has at least one passkey, and as many as the registry counts.
    function invariant_anAccountAlwaysHasAPasskey() public view {
        for (uint256 account = 0; account < _handler.ACCOUNTS(); ++account) {
            (, , uint256 passkeys) = _registry.recordOf(_handler.accountAt(account));
            (uint256 speakers, , , ) = _handler.ghosts(account);
            assert(passkeys >= 1 && passkeys == speakers);
        }
    }

    /// @notice Nothing was done that was not signed by who may, no recovery within its delay, after its lapse or after a veto; and nothing
    /// that was signed by who may was refused.
    function invariant_noSurprises() public view {
        assert(_handler.surprises() == 0);
    }
}
